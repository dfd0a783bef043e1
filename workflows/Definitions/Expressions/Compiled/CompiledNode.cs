namespace Campaigns.Definitions.Expressions.Compiled;

/// <summary>
/// A node of an expression that needs no machine: it gives the value that Scriban would give, or gives up. Nodes hold no state and are used
/// by all threads.
/// </summary>
internal abstract class CompiledNode
{
    /// <summary>True and false as objects: made once.</summary>
    protected static readonly object True = true, False = false;

    /// <summary>The value; sets <see cref="Evaluation.SameUntil"/>.</summary>
    public abstract object? Evaluate(ref Evaluation evaluation);

    /// <summary>A truth as an object.</summary>
    protected static object Boxed(bool value) => value ? True : False;
}
