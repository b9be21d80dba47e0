using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Outcomes;
using Scheduling.Domain.Patients;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class AssessmentMapping : IEntityTypeConfiguration<Assessment>
{
    public void Configure(EntityTypeBuilder<Assessment> builder)
    {
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Course>().WithMany().HasForeignKey(x => new { x.ClinicId, x.CourseId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Items).StoredAsJson();
        builder.HasIndex(x => new { x.ClinicId, x.CourseId, x.Instrument, x.On, x.Id }).HasDatabaseName("ix_assessments_course_id");
    }
}
