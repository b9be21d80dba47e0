using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Clinics;
using Scheduling.Domain.Resources;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class ResourceMapping : IEntityTypeConfiguration<Resource>
{
    public void Configure(EntityTypeBuilder<Resource> builder)
    {
        builder.HasOne<Clinic>().WithMany().HasForeignKey(x => x.ClinicId);
        builder.ToTable(t => t.HasCheckConstraint("ck_resources_capacity", "capacity between 1 and 100"));
    }
}
