using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class IdempotencyKeyMapping : IEntityTypeConfiguration<IdempotencyKey>
{
    public void Configure(EntityTypeBuilder<IdempotencyKey> builder)
    {
        builder.HasKey(x => new { x.ClinicId, x.Key });
        builder.Property(x => x.Headers).HasColumnType("jsonb");
        builder.HasIndex(x => x.CreatedAt).HasDatabaseName("ix_idempotency_keys_created_at");
    }
}
