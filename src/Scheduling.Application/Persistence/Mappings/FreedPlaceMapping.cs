using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class FreedPlaceMapping : IEntityTypeConfiguration<FreedPlace>
{
    public void Configure(EntityTypeBuilder<FreedPlace> builder)
    {
        builder.HasOne<Appointment>().WithMany().HasForeignKey(x => new { x.ClinicId, x.AppointmentId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(x => new { x.ClinicId, x.SiteId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(x => new { x.ClinicId, x.StartsAt, x.Id }).HasFilter("state = 'open'").HasDatabaseName("ix_freed_places_open");
    }
}
