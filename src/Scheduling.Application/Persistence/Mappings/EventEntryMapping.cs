using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class EventEntryMapping : IEntityTypeConfiguration<EventEntry>
{
    public void Configure(EntityTypeBuilder<EventEntry> builder)
    {
        builder.ToTable("events");
        builder.HasKey(x => new { x.ClinicId, x.Id });
        builder.Property(x => x.Id).UseIdentityAlwaysColumn();
        builder.Property(x => x.Xid).HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()").ValueGeneratedOnAdd();
        builder.Property(x => x.Payload).HasColumnType("jsonb");
        builder.HasIndex(x => new { x.ClinicId, x.Xid, x.Id }).HasDatabaseName("ix_events_order");
    }
}
