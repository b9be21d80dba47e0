using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Screenings;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class ScreeningMapping : IEntityTypeConfiguration<Screening>
{
    public void Configure(EntityTypeBuilder<Screening> builder)
    {
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Answers).StoredAsJson();
        builder.Property(x => x.Contraindications).StoredAsJson();
        builder.Property(x => x.Decisions).StoredAsJson();
        builder.HasIndex(x => new { x.ClinicId, x.PatientId, x.AnsweredAt, x.Id }).HasDatabaseName("ix_screenings_patient_id");
    }
}
