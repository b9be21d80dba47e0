using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Calendars;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class CalendarFeedMapping : IEntityTypeConfiguration<CalendarFeed>
{
    public void Configure(EntityTypeBuilder<CalendarFeed> builder)
    {
        builder.HasOne<Site>().WithMany().HasForeignKey(x => new { x.ClinicId, x.SiteId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(x => new { x.ClinicId, x.Hash }).IsUnique().HasDatabaseName("ux_calendar_feeds_hash");
        builder.HasIndex(x => x.Hash).HasDatabaseName("ix_calendar_feeds_hash");
        builder.HasIndex(x => new { x.ClinicId, x.CreatedAt, x.Id }).HasDatabaseName("ix_calendar_feeds_created_at");
    }
}
