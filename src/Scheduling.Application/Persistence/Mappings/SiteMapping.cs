using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Clinics;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class SiteMapping : IEntityTypeConfiguration<Site>
{
    public void Configure(EntityTypeBuilder<Site> builder)
    {
        builder.HasOne<Clinic>().WithMany().HasForeignKey(x => x.ClinicId);
        builder.Property(x => x.OpeningHours).StoredAsJson();
        builder.HasIndex(x => new { x.ClinicId, x.Name }).IsUnique().HasFilter("retired_at is null").HasDatabaseName(ConstraintNames.SiteName);
    }
}
