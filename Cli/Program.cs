using System.Text;
using OrleansChat.Cli;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
Console.InputEncoding = Console.OutputEncoding;
return await CommandLine.Run(args, new Streams(Console.In, Console.Out, Console.Error));
