using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// The crowd of a drop: always somebody new who presses Reserve once, without a key, and does nothing more. Most of them
/// hear no, and from a lane's memory; those who don't let their hold lapse. Once in a while one sends what no decision can
/// be made of, as no endpoint would let it through: that must be theirs alone.
/// </summary>
internal sealed class Passersby(Scene scene, Machine device)
{
    /// <summary>A quantity that overflows wherever it is counted.</summary>
    public const int Undecidable = int.MinValue;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private Chance Chance => scene.World.Chance;

    public async Task PassAsync()
    {
        var pace = Chance.Pick([20, 100, 400]);
        while (!scene.IsOver)
        {
            await device.DelayAsync(Chance.Milliseconds(0, pace));
            var drop = Chance.Pick(scene.Drops);
            var reserve = new Command.Reserve(
                new ReservationId(scene.NewId()), new CustomerId(scene.NewId()), Chance.Pick(drop.Variants).Id, Chance.Is(0.02) ? Undecidable : 1, Key: null);
            _ = Chance.Pick(scene.Nodes).AskAsync(drop.Id, reserve, Patience);
        }
    }
}
