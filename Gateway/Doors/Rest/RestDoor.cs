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
                StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => ErrorCode.UnknownMethod,
                _ => ErrorCode.BadArguments,
            })));
    }

    public static void MapRest(this WebApplication app)
    {
        var api = app.MapGroup($"{Root}/v1");
        api.MapSessions();
        api.MapPeople();
        api.MapRooms();
        api.MapMessages();
        api.MapServer();
        app.MapApiDocument();
    }

    private static ExceptionHandlerOptions Refusals => new()
    {
        ExceptionHandler = context => Problems.Write(
            context, RefusalOf(context, context.Features.Get<IExceptionHandlerFeature>()!.Error) ?? new ChatException(ErrorCode.InternalError)),
        // A refusal is an answer, not an accident: only what nobody foresaw is logged as an error.
        SuppressDiagnosticsCallback = context => RefusalOf(context.HttpContext, context.Exception) is not null,
    };

    /// <summary>The number of what a request did wrong; null when it wasn't the request.</summary>
    private static ChatException? RefusalOf(HttpContext context, Exception error) => error switch
    {
        ChatException refusal => refusal,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new ChatException(ErrorCode.FrameTooLarge),
        BadHttpRequestException => new ChatException(ErrorCode.BadArguments),
        // The framework's word for a charset that it doesn't know.
        InvalidOperationException when context.Request.GetTypedHeaders().ContentType?.Charset.HasValue is true => new ChatException(ErrorCode.BadArguments),
        _ => null,
    };
}
