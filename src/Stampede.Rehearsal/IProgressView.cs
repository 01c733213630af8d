using Stampede.Rehearsal.Crowd;
using Stampede.Rehearsal.Measures;

namespace Stampede.Rehearsal;

/// <summary>Who looks on while a rehearsal runs.</summary>
internal interface IProgressView
{
    /// <summary>The next step, in a few words.</summary>
    void Tell(string step);

    /// <summary>Called four times a second while the crowd plays, on a thread of its own.</summary>
    void Show(ResourceSample sample, CrowdGlance crowd);
}
