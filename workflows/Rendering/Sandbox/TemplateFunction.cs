using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Campaigns.Rendering.Sandbox;

/// <summary>A function a template can call, written against the context's locale and scope.</summary>
internal sealed class TemplateFunction(string[] parameters, int required, Func<SandboxContext, ScriptArray, ScriptNode?, object?> body)
    : IScriptCustomFunction
{
    internal TemplateFunction(string[] parameters, int required, Func<SandboxContext, ScriptArray, object?> body)
        : this(parameters, required, (context, arguments, _) => body(context, arguments))
    {
    }

    /// <inheritdoc />
    public int RequiredParameterCount => required;

    /// <inheritdoc />
    public int ParameterCount => parameters.Length;

    /// <inheritdoc />
    public ScriptVarParamKind VarParamKind => ScriptVarParamKind.None;

    /// <inheritdoc />
    public Type ReturnType => typeof(object);

    /// <inheritdoc />
    public ScriptParameterInfo GetParameterInfo(int index) => index < required
        ? new ScriptParameterInfo(typeof(object), parameters[index])
        : new ScriptParameterInfo(typeof(object), parameters[index], null);

    /// <inheritdoc />
    public object? Invoke(
        TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        body((SandboxContext)context, arguments, callerContext);

    /// <inheritdoc />
    public ValueTask<object?> InvokeAsync(
        TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        new(Invoke(context, callerContext, arguments, blockStatement));
}
