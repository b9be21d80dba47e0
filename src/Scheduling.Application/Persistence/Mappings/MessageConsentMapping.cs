using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Patients;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class MessageConsentMapping : IEntityTypeConfiguration<MessageConsent>
{
    public void Configure(EntityTypeBuilder<MessageConsent> builder)
    {
        builder.Ignore(x => x.AsEntry);
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(x => new { x.ClinicId, x.PatientId, x.At, x.Id }).HasDatabaseName("ix_message_consents_patient_id");
    }
}
