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

    private static OpenApiSchema Problem => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["type"] = Text("urn:orleanschat:error: and the error's name"),
            ["title"] = Text("the error's name"),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = Text("one sentence for a person"),
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "the error's number" },
            ["error"] = Text("the error's name"),
            ["retry"] = Text("never, later or reconnect"),
            ["retryAfterMs"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "how long to wait, in milliseconds" },
            ["suggestion"] = Text("what would be accepted instead"),
        },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

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
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // These two are written by converters of ours, which say nothing of a schema.
            var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            if (type != typeof(string) && type != typeof(DateTimeOffset)) return Task.CompletedTask;
            var isNullable = type != context.JsonTypeInfo.Type || context.JsonPropertyInfo is { IsGetNullable: true };
            schema.Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
            if (type == typeof(DateTimeOffset)) schema.Format = "date-time";
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            context.Document!.AddComponent(nameof(Problem), Problem);
            operation.Responses ??= [];
            operation.Responses["default"] = new OpenApiResponse
            {
                Description = "A refusal, with its number (RFC 9457)",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), context.Document) } },
            };
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
