using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Clinics;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class ApiKeyMapping : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.HasOne<Clinic>().WithMany().HasForeignKey(x => x.ClinicId);
        builder.Property(x => x.Scopes).StoredAsJson();
        builder.Property(x => x.SiteIds).StoredAsJson();
        builder.HasIndex(x => new { x.ClinicId, x.Hash }).IsUnique().HasDatabaseName("ux_api_keys_hash");
        builder.HasIndex(x => x.Hash).HasDatabaseName("ix_api_keys_hash");
    }
}
