using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Clinics;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class ClinicMapping : IEntityTypeConfiguration<Clinic>
{
    public void Configure(EntityTypeBuilder<Clinic> builder)
    {
        builder.HasKey(x => x.Id);
        builder.Property(x => x.Id).ValueGeneratedNever();
        builder.Property(x => x.VisitKinds).StoredAsJson();
        builder.HasIndex(x => x.Slug).IsUnique().HasDatabaseName(ConstraintNames.ClinicSlug);
    }
}
