using Scheduling.Domain.Repairs;

namespace Scheduling.Application.Repairs;

/// <summary>Plans a repair: <see cref="RepairPlanner.Plan"/>.</summary>
public delegate RepairPlan PlanRepair(RepairRequest request);
