using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Resources;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class PatientMapping : IEntityTypeConfiguration<Patient>
{
    public void Configure(EntityTypeBuilder<Patient> builder)
    {
        builder.HasOne<Resource>().WithOne().HasForeignKey<Patient>(x => new { x.ClinicId, x.Id }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Windows).StoredAsJson();
        builder.Property(x => x.Absences).StoredAsJson();
        builder.Property(x => x.Guardian).StoredAsJson();
        builder.HasMany(x => x.ExternalIds).WithOne().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(x => new { x.ClinicId, x.BirthDate }).HasDatabaseName("ix_patients_birth_date");
        builder.HasIndex(x => new { x.ClinicId, x.Phone }).HasDatabaseName("ix_patients_phone");
    }
}
