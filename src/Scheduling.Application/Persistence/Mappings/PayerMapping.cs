using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Authorizations;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class PayerMapping : IEntityTypeConfiguration<Payer>
{
    public void Configure(EntityTypeBuilder<Payer> builder)
    {
        builder.Property(x => x.SessionCaps).StoredAsJson();
        builder.HasIndex(x => new { x.ClinicId, x.Name }).IsUnique().HasDatabaseName("ux_payers_name");
    }
}
