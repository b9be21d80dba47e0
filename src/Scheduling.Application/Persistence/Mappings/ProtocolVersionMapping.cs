using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class ProtocolVersionMapping : IEntityTypeConfiguration<ProtocolVersion>
{
    public void Configure(EntityTypeBuilder<ProtocolVersion> builder)
    {
        builder.HasOne<Protocol>().WithMany().HasForeignKey(x => new { x.ClinicId, x.ProtocolId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Definition).StoredAsJson();
        builder.HasOne<Course>().WithMany().HasForeignKey(x => new { x.ClinicId, x.CourseId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(x => new { x.ClinicId, x.ProtocolId, x.Number }).IsUnique().HasFilter("course_id is null").HasDatabaseName("ux_protocol_versions_number");
    }
}
