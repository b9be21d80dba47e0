using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Patients;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class PatientMessagingMapping : IEntityTypeConfiguration<PatientMessaging>
{
    public void Configure(EntityTypeBuilder<PatientMessaging> builder)
    {
        builder.HasOne<Patient>().WithOne().HasForeignKey<PatientMessaging>(x => new { x.ClinicId, x.Id }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(x => x.Told).StoredAsJson();
    }
}
