using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Clinics;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class ImportKeyMapping : IEntityTypeConfiguration<ImportKey>
{
    public void Configure(EntityTypeBuilder<ImportKey> builder)
    {
        builder.HasKey(x => new { x.ClinicId, x.Kind, x.Key });
        builder.HasOne<Clinic>().WithMany().HasForeignKey(x => x.ClinicId);
    }
}
