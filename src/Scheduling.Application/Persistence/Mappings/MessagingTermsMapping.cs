using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class MessagingTermsMapping : IEntityTypeConfiguration<MessagingTerms>
{
    public void Configure(EntityTypeBuilder<MessagingTerms> builder)
    {
        builder.HasOne<Site>().WithMany().HasForeignKey(x => new { x.ClinicId, x.SiteId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Policy).StoredAsJson();
        builder.HasIndex(x => new { x.ClinicId, x.SiteId }).IsUnique().AreNullsDistinct(false).HasDatabaseName("ux_messaging_terms_site_id");
    }
}
