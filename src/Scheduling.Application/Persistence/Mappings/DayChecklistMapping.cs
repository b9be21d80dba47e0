using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Screenings;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class DayChecklistMapping : IEntityTypeConfiguration<DayChecklist>
{
    public void Configure(EntityTypeBuilder<DayChecklist> builder)
    {
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Appointment>().WithMany().HasForeignKey(x => new { x.ClinicId, x.AppointmentId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Items).StoredAsJson();
        builder.HasIndex(x => new { x.ClinicId, x.AppointmentId }).IsUnique().HasDatabaseName("ux_day_checklists_appointment_id");
    }
}
