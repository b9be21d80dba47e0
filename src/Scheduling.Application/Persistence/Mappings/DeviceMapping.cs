using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Devices;
using Scheduling.Domain.Resources;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class DeviceMapping : IEntityTypeConfiguration<Device>
{
    public void Configure(EntityTypeBuilder<Device> builder)
    {
        builder.HasOne<Site>().WithMany().HasForeignKey(x => new { x.ClinicId, x.SiteId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<DeviceModel>().WithMany().HasForeignKey(x => new { x.ClinicId, x.ModelId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Room>().WithMany().HasForeignKey(x => new { x.ClinicId, x.RoomId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Resource>().WithOne().HasForeignKey<Device>(x => new { x.ClinicId, x.Id }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(x => new { x.ClinicId, x.SiteId, x.Name }).IsUnique().HasFilter("retired_at is null").HasDatabaseName(ConstraintNames.DeviceName);
    }
}
