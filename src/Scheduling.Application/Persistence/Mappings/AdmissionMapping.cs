using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Admissions;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class AdmissionMapping : IEntityTypeConfiguration<Admission>
{
    public void Configure(EntityTypeBuilder<Admission> builder)
    {
        builder.ToTable("admissions", table => table.HasCheckConstraint("ck_admissions_percent", "percent between 0 and 100"));
        builder.Property(x => x.Request).HasColumnType("jsonb");
        builder.Property(x => x.Result).HasColumnType("jsonb");
        builder.HasIndex(x => x.CreatedAt).HasFilter("state in ('queued', 'running')").HasDatabaseName("ix_admissions_created_at_open");
    }
}
