using Xunit.Sdk;
using Xunit.v3;

// Durable's timers are real: whoever else is at work would make them late.
[assembly: Parallelization(Mode = ParallelMode.None)]
