using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class MessageMapping : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> builder)
    {
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(x => new { x.ClinicId, x.SiteId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Appointment>().WithMany().HasForeignKey(x => new { x.ClinicId, x.AppointmentId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Says).StoredAsJson();
        // M2: what has a name leaves a channel once.
        builder.HasIndex(x => new { x.ClinicId, x.PatientId, x.Channel, x.Name }).IsUnique().HasDatabaseName("ux_messages_name");
        builder.HasIndex(x => new { x.ClinicId, x.NextTryAt, x.Id }).HasFilter("state = 'scheduled'").HasDatabaseName("ix_messages_due");
        builder.HasIndex(x => x.NextTryAt).HasFilter("state = 'scheduled'").HasDatabaseName("ix_messages_clinics_due");
        builder.HasIndex(x => x.LeaseUntil).HasFilter("state = 'sending'").HasDatabaseName("ix_messages_leases");
        builder.HasIndex(x => new { x.ClinicId, x.ProviderId }).HasDatabaseName("ix_messages_provider_id");
        builder.HasIndex(x => new { x.ClinicId, x.DueAt, x.Id }).HasDatabaseName("ix_messages_due_at");
    }
}
