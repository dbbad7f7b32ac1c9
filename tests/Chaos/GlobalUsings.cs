global using OrleansChat.Testing.Hub;
