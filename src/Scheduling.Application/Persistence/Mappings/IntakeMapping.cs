using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Intakes;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class IntakeMapping : IEntityTypeConfiguration<Intake>
{
    public void Configure(EntityTypeBuilder<Intake> builder)
    {
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(x => new { x.ClinicId, x.SiteId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Appointment>().WithMany().HasForeignKey(x => new { x.ClinicId, x.ConsultId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Course>().WithMany().HasForeignKey(x => new { x.ClinicId, x.CourseId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Referral).StoredAsJson();
        builder.Property(x => x.Coverage).StoredAsJson();
        builder.Property(x => x.Benefits).StoredAsJson();
        builder.Property(x => x.Order).StoredAsJson().HasColumnName("prescribed");
        builder.Property(x => x.Steps).StoredAsJson();
        // One intake a consult, one a course, whoever writes.
        builder.HasIndex(x => new { x.ClinicId, x.ConsultId }).IsUnique().HasDatabaseName("ux_intakes_consult_id");
        builder.HasIndex(x => new { x.ClinicId, x.CourseId }).IsUnique().HasDatabaseName("ux_intakes_course_id");
        builder.HasIndex(x => new { x.ClinicId, x.StepSince, x.Id }).HasDatabaseName("ix_intakes_step_since");
        builder.HasIndex(x => new { x.ClinicId, x.PatientId }).HasDatabaseName("ix_intakes_patient_id");
        builder.HasIndex(x => new { x.ClinicId, x.SiteId, x.ReceivedOn }).HasDatabaseName("ix_intakes_received_on");
    }
}
