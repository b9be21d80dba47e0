using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Patients;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class PatientLinkMapping : IEntityTypeConfiguration<PatientLink>
{
    public void Configure(EntityTypeBuilder<PatientLink> builder)
    {
        builder.HasOne<Patient>().WithMany().HasForeignKey(x => new { x.ClinicId, x.PatientId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Message>().WithMany().HasForeignKey(x => new { x.ClinicId, x.MessageId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(x => new { x.ClinicId, x.Hash }).IsUnique().HasDatabaseName("ux_patient_links_hash");
        builder.HasIndex(x => x.Hash).HasDatabaseName("ix_patient_links_hash");
    }
}
