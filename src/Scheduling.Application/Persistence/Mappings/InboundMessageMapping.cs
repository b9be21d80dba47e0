using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Patients;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class InboundMessageMapping : IEntityTypeConfiguration<InboundMessage>
{
    public void Configure(EntityTypeBuilder<InboundMessage> builder)
    {
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<InboxEntry>().WithMany().HasForeignKey(x => new { x.ClinicId, x.EntryId }).OnDelete(DeleteBehavior.Restrict);
        // What the carrier repeats acts once.
        builder.HasIndex(x => new { x.ClinicId, x.ProviderId }).IsUnique().HasDatabaseName("ux_inbound_messages_provider_id");
        builder.HasIndex(x => new { x.ClinicId, x.EntryId, x.ReceivedAt }).HasDatabaseName("ix_inbound_messages_entry_id");
    }
}
