using Microsoft.OpenApi;

namespace OrleansChat.Gateway.Doors.Rest;

/// <summary>The OpenAPI document of REST, and a page to try it.</summary>
internal static class ApiDocument
{
    public const string Path = "/api/v1/openapi.json";
    private const string Page = "api/docs";
    private const string Scheme = "token";

    // The page brings its styles in its elements; it is this server's own, and shows no text of users.
    private const string ContentSecurityPolicy =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; " +
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "OrleansChat",
                Version = "v1",
                Description = "Every refusal is a problem (RFC 9457) with a numbered code: see the protocol's table of errors.",
            };
            // Where it is served is the reader's business.
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The token of a session." },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Microsoft.AspNetCore.Authorization.IAuthorizeData>().Any())
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            return Task.CompletedTask;
        });
    });

    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi(Path);
        app.UseWhen(context => context.Request.Path.StartsWithSegments($"/{Page}"), page => page.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            return next(context);
        }));
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = Page;
            page.DocumentTitle = "OrleansChat: REST";
            page.SwaggerEndpoint(Path, "v1");
        });
    }
}
