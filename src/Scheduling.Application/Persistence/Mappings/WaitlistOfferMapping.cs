using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class WaitlistOfferMapping : IEntityTypeConfiguration<WaitlistOffer>
{
    public void Configure(EntityTypeBuilder<WaitlistOffer> builder)
    {
        builder.HasOne<WaitlistEntry>().WithMany().HasForeignKey(x => new { x.ClinicId, x.EntryId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<FreedPlace>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PlaceId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Appointment>().WithMany().HasForeignKey(x => new { x.ClinicId, x.AppointmentId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(x => new { x.ClinicId, x.SiteId }).OnDelete(DeleteBehavior.Restrict);
        // Beside the lock on the place: one winner, and one open offer for an entry.
        builder.HasIndex(x => new { x.ClinicId, x.PlaceId }).IsUnique().HasFilter("state = 'accepted'").HasDatabaseName("ux_waitlist_offers_accepted");
        builder.HasIndex(x => new { x.ClinicId, x.EntryId }).IsUnique().HasFilter("state = 'open'").HasDatabaseName("ux_waitlist_offers_open");
        builder.HasIndex(x => new { x.ClinicId, x.PlaceId, x.State }).HasDatabaseName("ix_waitlist_offers_place_id");
        builder.HasIndex(x => new { x.ClinicId, x.EntryId, x.CreatedAt, x.Id }).HasDatabaseName("ix_waitlist_offers_entry_id");
        builder.HasIndex(x => x.ExpiresAt).HasFilter("state = 'open'").HasDatabaseName("ix_waitlist_offers_expires_at_open");
    }
}
