using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Screenings;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class ConsentMapping : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> builder)
    {
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(x => new { x.ClinicId, x.PatientId, x.At, x.Id }).HasDatabaseName("ix_consents_patient_id");
    }
}
