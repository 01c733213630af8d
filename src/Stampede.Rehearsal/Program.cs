Console.WriteLine("rehearsal");
