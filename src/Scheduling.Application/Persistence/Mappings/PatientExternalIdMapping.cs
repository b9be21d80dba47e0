using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Patients;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class PatientExternalIdMapping : IEntityTypeConfiguration<PatientExternalId>
{
    public void Configure(EntityTypeBuilder<PatientExternalId> builder)
    {
        builder.HasKey(x => new { x.ClinicId, x.PatientId, x.System });
        builder.HasIndex(x => new { x.ClinicId, x.System, x.Value }).IsUnique().HasDatabaseName(ConstraintNames.PatientExternalId);
    }
}
