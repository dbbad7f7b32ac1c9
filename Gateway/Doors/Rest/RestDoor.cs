using Microsoft.AspNetCore.Diagnostics;

namespace OrleansChat.Gateway.Doors.Rest;

/// <summary>The REST door: <c>/api/v1</c>. Every refusal is a problem with a numbered code, whoever refuses.</summary>
internal static class RestDoor
{
    private const string Root = "/api";

    public static void UseRestErrors(this WebApplication app)
    {
        app.UseExceptionHandler(Refusals);
        // What the framework refuses by itself (an address, a verb, a content type) comes without a body.
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(Root),
            api => api.UseStatusCodePages(status => Problems.Write(status.HttpContext, status.HttpContext.Response.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => ErrorCode.FrameTooLarge,
                StatusCodes.Status415UnsupportedMediaType => ErrorCode.BadArguments,
                _ => ErrorCode.UnknownMethod,
            })));
    }

    public static void MapRest(this WebApplication app)
    {
        var api = app.MapGroup($"{Root}/v1");
        api.MapSessions();
    }

    private static ExceptionHandlerOptions Refusals => new()
    {
        ExceptionHandler = context =>
        {
            var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
            var refusal = error switch
            {
                ChatException chat => chat,
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new ChatException(ErrorCode.FrameTooLarge),
                BadHttpRequestException => new ChatException(ErrorCode.BadArguments),
                _ => new ChatException(ErrorCode.InternalError),
            };
            return Problems.Of(refusal).ExecuteAsync(context);
        },
        // A refusal is an answer, not an accident: only what nobody foresaw is logged as an error.
        SuppressDiagnosticsCallback = context => context.Exception is ChatException or BadHttpRequestException,
    };
}
