using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class HoldMapping : IEntityTypeConfiguration<Hold>
{
    public void Configure(EntityTypeBuilder<Hold> builder)
    {
        builder.HasOne<Course>().WithMany().HasForeignKey(x => new { x.ClinicId, x.CourseId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StoredPlan>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PlanId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(x => x.ExpiresAt).HasFilter("state = 'active'").HasDatabaseName("ix_holds_expires_at_active");
    }
}
