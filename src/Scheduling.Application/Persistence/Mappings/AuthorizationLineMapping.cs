using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Courses;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class AuthorizationLineMapping : IEntityTypeConfiguration<AuthorizationLine>
{
    public void Configure(EntityTypeBuilder<AuthorizationLine> builder)
    {
        builder.HasOne<Authorization>().WithMany().HasForeignKey(x => new { x.ClinicId, x.AuthorizationId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Course>().WithMany().HasForeignKey(x => new { x.ClinicId, x.CourseId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Codes).StoredAsJson();
        builder.HasIndex(x => new { x.ClinicId, x.AuthorizationId, x.Position }).IsUnique().HasDatabaseName("ux_authorization_lines_position");
        builder.HasIndex(x => new { x.ClinicId, x.CourseId, x.Id }).HasDatabaseName("ix_authorization_lines_course_id");
        Counted(builder.Property(x => x.Granted));
        Counted(builder.Property(x => x.Reserved));
        Counted(builder.Property(x => x.Consumed));
        // Behind the ledger's rules, whoever writes (R19).
        builder.ToTable(t =>
        {
            t.HasCheckConstraint("ck_authorization_lines_reserved", "reserved >= 0");
            t.HasCheckConstraint("ck_authorization_lines_consumed", "consumed >= 0");
            t.HasCheckConstraint("ck_authorization_lines_remaining", "reserved + consumed <= granted");
        });
    }

    // The database counts the ledger's rows; nothing else writes these.
    private static void Counted(PropertyBuilder<int> count)
    {
        count.HasDefaultValue(0).ValueGeneratedNever();
        count.Metadata.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        count.Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
    }
}
