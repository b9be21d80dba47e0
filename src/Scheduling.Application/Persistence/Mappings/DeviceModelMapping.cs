using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Clinics;
using Scheduling.Domain.Devices;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class DeviceModelMapping : IEntityTypeConfiguration<DeviceModel>
{
    public void Configure(EntityTypeBuilder<DeviceModel> builder)
    {
        builder.HasOne<Clinic>().WithMany().HasForeignKey(x => x.ClinicId);
        builder.Property(x => x.Capabilities).StoredAsJson();
        builder.Property(x => x.Clearances).StoredAsJson();
        builder.HasIndex(x => new { x.ClinicId, x.Name }).IsUnique().HasDatabaseName(ConstraintNames.DeviceModelName);
    }
}
