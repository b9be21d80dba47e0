using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Scheduling.Application.Persistence;

namespace Scheduling.Ef;

/// <summary>Lets dotnet ef see the model without starting the service.</summary>
public sealed class DesignTimeFactory : IDesignTimeDbContextFactory<SchedulingDbContext>
{
    public SchedulingDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SchedulingDbContext>().UseNpgsql(Environment.GetEnvironmentVariable("OWNER") ?? "Host=localhost").Options);

    private static void Main()
    {
    }
}
