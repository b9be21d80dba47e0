using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Repairs;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class RepairMapping : IEntityTypeConfiguration<Repair>
{
    public void Configure(EntityTypeBuilder<Repair> builder)
    {
        builder.Property(x => x.Proposal).HasColumnType("jsonb");
        builder.HasIndex(x => new { x.ClinicId, x.CreatedAt, x.Id }).HasDatabaseName("ix_repairs_created_at");
        builder.HasIndex(x => new { x.ClinicId, x.CauseId }).HasFilter("status = 'proposed'").HasDatabaseName("ix_repairs_cause_id_proposed");
    }
}
