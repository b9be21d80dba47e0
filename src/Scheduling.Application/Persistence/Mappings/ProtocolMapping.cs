using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Clinics;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class ProtocolMapping : IEntityTypeConfiguration<Protocol>
{
    public void Configure(EntityTypeBuilder<Protocol> builder)
    {
        builder.HasOne<Clinic>().WithMany().HasForeignKey(x => x.ClinicId);
        builder.HasIndex(x => new { x.ClinicId, x.Code }).IsUnique().HasDatabaseName(ConstraintNames.ProtocolCode);
    }
}
