using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class InboxEntryMapping : IEntityTypeConfiguration<InboxEntry>
{
    public void Configure(EntityTypeBuilder<InboxEntry> builder)
    {
        builder.HasOne<Site>().WithMany().HasForeignKey(x => new { x.ClinicId, x.SiteId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Message>().WithMany().HasForeignKey(x => new { x.ClinicId, x.MessageId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(x => new { x.ClinicId, x.AssigneeId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(x => new { x.ClinicId, x.DedupeKey }).IsUnique().HasFilter("state = 'open'").HasDatabaseName("ux_inbox_entries_dedupe_key");
        builder.HasIndex(x => new { x.ClinicId, x.State, x.Place, x.Id }).HasDatabaseName("ix_inbox_entries_state_place");
    }
}
