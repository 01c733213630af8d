using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Stampede.Microbenchmarks;

// Runs in this process: BenchmarkDotNet would build a project for each run, without this repository's settings.
var config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .WithArtifactsPath("artifacts/microbenchmarks");
BenchmarkSwitcher.FromAssembly(typeof(Decisions).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
