using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Resources;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class ClosureMapping : IEntityTypeConfiguration<Closure>
{
    public void Configure(EntityTypeBuilder<Closure> builder)
    {
        builder.HasOne<Site>().WithMany().HasForeignKey(x => new { x.ClinicId, x.SiteId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Resource>().WithMany().HasForeignKey(x => new { x.ClinicId, x.ResourceId }).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable(t =>
        {
            t.HasCheckConstraint("ck_closures_subject", "num_nonnulls(site_id, resource_id) = 1");
            t.HasCheckConstraint("ck_closures_range", "starts_at < ends_at");
        });
        builder.HasIndex(x => new { x.ClinicId, x.EndsAt }).HasDatabaseName("ix_closures_ends_at");
    }
}
