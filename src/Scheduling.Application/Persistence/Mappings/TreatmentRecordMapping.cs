using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Records;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class TreatmentRecordMapping : IEntityTypeConfiguration<TreatmentRecord>
{
    public void Configure(EntityTypeBuilder<TreatmentRecord> builder)
    {
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Appointment>().WithMany().HasForeignKey(x => new { x.ClinicId, x.AppointmentId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Content).StoredAsJson();
        builder.Property(x => x.Amendments).StoredAsJson();
        builder.HasIndex(x => new { x.ClinicId, x.AppointmentId }).IsUnique().HasDatabaseName("ux_treatment_records_appointment_id");
    }
}
