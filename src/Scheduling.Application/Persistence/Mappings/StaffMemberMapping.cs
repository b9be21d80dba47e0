using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Resources;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class StaffMemberMapping : IEntityTypeConfiguration<StaffMember>
{
    public void Configure(EntityTypeBuilder<StaffMember> builder)
    {
        builder.ToTable("staff");
        builder.HasOne<Resource>().WithOne().HasForeignKey<StaffMember>(x => new { x.ClinicId, x.Id }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Roles).StoredAsJson();
        builder.Property(x => x.Credentials).StoredAsJson();
        builder.Property(x => x.Shifts).StoredAsJson();
        builder.Property(x => x.ShiftExceptions).StoredAsJson();
    }
}
