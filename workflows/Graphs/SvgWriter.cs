using System.Globalization;
using System.Xml.Linq;
using GraphShape;
using GraphShape.Algorithms.Layout;
using QuikGraph;

namespace Campaigns.Graphs;

/// <summary>Draws a graph as an SVG picture, laid out in layers (Sugiyama's method) from the entry down.</summary>
public static class SvgWriter
{
    // In CSS pixels, for a sans-serif font of 12.
    private const double LineHeight = 16;
    private const double CharacterWidth = 6.6;
    private const double TitleWidth = 7.6;
    private const double LabelWidth = 5.8;
    private const double Padding = 10;
    private const double Margin = 24;
    private const double LayerGap = 28;
    private const double NodeGap = 36;
    private const double LeastWidth = 96;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>The picture: one XML document that needs nothing else, readable on light and dark pages.</summary>
    /// <param name="graph">The journey.</param>
    /// <param name="counts">Written at nodes and ways; null: none.</param>
    public static string Write(JourneyGraph graph, JourneyCounts? counts = null)
    {
        var lines = graph.Nodes.ToDictionary(node => node.Id, node => CountText.Lines(node, counts).ToList());
        var labels = graph.Edges.ToDictionary(edge => edge, edge => CountText.Of(edge, counts));
        var layout = new Layout(graph, lines.ToDictionary(node => node.Key, node => SizeOf(node.Value)), labels);
        var drawing = new Drawing();
        foreach (var edge in graph.Edges)
        {
            drawing.Way(layout.Routes(edge));
            if (layout.LabelPlace(edge) is { } place)
                drawing.Label(labels[edge], place);
        }

        foreach (var node in graph.Nodes)
            drawing.Node(node, layout.Place(node.Id), layout.SizeOf(node.Id), lines[node.Id]);
        drawing.Heading(graph);
        return drawing.ToString();
    }

    private static Size SizeOf(List<string> lines) => new(
        Math.Max(LeastWidth, Math.Max(Columns(lines[0]) * TitleWidth, lines.Max(Columns) * CharacterWidth) + 2 * Padding),
        lines.Count * LineHeight + 2 * Padding);

    /// <summary>Characters of East Asian scripts take two columns.</summary>
    private static int Columns(string line) => line.EnumerateRunes().Sum(rune => rune.Value >= 0x2E80 ? 2 : 1);

    /// <summary>Where everything stands. A label is laid out as a small node on its way, so that it covers nothing.</summary>
    private sealed class Layout
    {
        private readonly Dictionary<string, Size> _sizes;
        private readonly IDictionary<string, Point> _places;
        private readonly List<(Edge<string> Edge, IReadOnlyList<Point> Route)> _routes = [];

        public Layout(JourneyGraph graph, Dictionary<string, Size> sizes, Dictionary<GraphEdge, string> labels)
        {
            _sizes = sizes;
            var laid = new BidirectionalGraph<string, Edge<string>>();
            laid.AddVertexRange(graph.Nodes.Select(node => node.Id));
            foreach (var edge in graph.Edges.Where(edge => edge.From != edge.To))
            {
                if (labels[edge] is not { Length: > 0 } label)
                {
                    laid.AddEdge(new(edge.From, edge.To));
                    continue;
                }

                sizes[LabelId(edge)] = new(Columns(label) * LabelWidth + Padding, LineHeight);
                laid.AddVertex(LabelId(edge));
                laid.AddEdge(new(edge.From, LabelId(edge)));
                laid.AddEdge(new(LabelId(edge), edge.To));
            }

            var sugiyama = new SugiyamaLayoutAlgorithm<string, Edge<string>, BidirectionalGraph<string, Edge<string>>>(laid, null, sizes,
                new SugiyamaLayoutParameters
                {
                    LayerGap = LayerGap,
                    SliceGap = NodeGap,
                    EdgeRouting = SugiyamaEdgeRouting.Orthogonal,
                    OptimizeWidth = false,
                });
            sugiyama.Compute();
            _places = sugiyama.VerticesPositions;
            foreach (var edge in laid.Edges)
            {
                var bends = sugiyama.EdgeRoutes.TryGetValue(edge, out var known) ? known : null;
                _routes.Add((edge, Trim([Place(edge.Source), .. bends ?? [], Place(edge.Target)], SizeOf(edge.Source), SizeOf(edge.Target))));
            }
        }

        public Point Place(string id) => _places[id];

        public Size SizeOf(string id) => _sizes[id];

        public Point? LabelPlace(GraphEdge edge) => _places.TryGetValue(LabelId(edge), out var place) ? place : null;

        /// <summary>The lines of a way: one, or one to its label and one from there.</summary>
        public IEnumerable<IReadOnlyList<Point>> Routes(GraphEdge edge) =>
            from route in _routes
            where (route.Edge.Source == edge.From && (route.Edge.Target == edge.To || route.Edge.Target == LabelId(edge)))
                || (route.Edge.Source == LabelId(edge) && route.Edge.Target == edge.To)
            orderby route.Edge.Source == LabelId(edge)
            select route.Route;

        private static string LabelId(GraphEdge edge) => $"{edge.From} {edge.To}"; // ids of nodes have no blank
    }

    /// <summary>From edge to edge of two nodes instead of from centre to centre, so that its arrow is seen.</summary>
    private static List<Point> Trim(IReadOnlyList<Point> route, Size from, Size to)
    {
        var down = route[0].Y <= route[^1].Y ? 1 : -1;
        var trimmed = route.ToList();
        trimmed[0] = new(route[0].X, route[0].Y + down * from.Height / 2);
        trimmed[^1] = new(route[^1].X, route[^1].Y - down * to.Height / 2);
        return trimmed;
    }

    /// <summary>The elements so far, and how much room they take.</summary>
    private sealed class Drawing
    {
        private readonly XElement _ways = new(Svg + "g", new XAttribute("fill", "none"), new XAttribute("stroke", "#8a94a3"));
        private readonly XElement _nodes = new(Svg + "g");
        private readonly XElement _labels = new(Svg + "g", new XAttribute("font-size", 10.5), new XAttribute("fill", "#4a5568"));
        private readonly XElement _heading = new(Svg + "g");
        private double _left = double.MaxValue, _top = double.MaxValue, _right = double.MinValue, _bottom = double.MinValue;

        public void Node(GraphNode node, Point centre, Size size, List<string> lines)
        {
            var (left, top) = (centre.X - size.Width / 2, centre.Y - size.Height / 2);
            Cover(left, top, left + size.Width, top + size.Height);
            var (fill, stroke) = ColoursOf(node.Kind);
            var round = node.Kind is GraphNodeKind.Entry or GraphNodeKind.End ? 20 : node.Kind == GraphNodeKind.Wait ? 10 : 3;
            var group = new XElement(Svg + "g", new XElement(Svg + "title", string.Join(", ", lines)),
                new XElement(Svg + "rect", At("x", left), At("y", top), At("width", size.Width), At("height", size.Height), At("rx", round),
                    new XAttribute("fill", fill), new XAttribute("stroke", stroke)));
            for (var i = 0; i < lines.Count; i++)
                group.Add(Text(lines[i], centre.X, top + Padding + LineHeight * i + 12, "middle", bold: i == 0));
            _nodes.Add(group);
        }

        /// <summary>A way, which its label may part in two; the arrow is at the end.</summary>
        public void Way(IEnumerable<IReadOnlyList<Point>> parts)
        {
            var routes = parts.ToList();
            for (var i = 0; i < routes.Count; i++)
            {
                foreach (var point in routes[i])
                    Cover(point.X, point.Y, point.X, point.Y);
                var line = new XElement(Svg + "polyline",
                    new XAttribute("points", string.Join(' ', routes[i].Select(point => $"{Number(point.X)},{Number(point.Y)}"))));
                if (i == routes.Count - 1)
                    line.Add(new XAttribute("marker-end", "url(#arrow)"));
                _ways.Add(line);
            }
        }

        public void Label(string text, Point centre)
        {
            var width = Columns(text) * LabelWidth;
            Cover(centre.X - width / 2, centre.Y, centre.X + width / 2, centre.Y);
            _labels.Add(Text(text, centre.X, centre.Y + 4, "middle", bold: false));
        }

        public void Heading(JourneyGraph graph)
        {
            string[] exits = graph.ExitLines.ToArray() is { Length: > 0 } some ? ["at any time:", .. some] : [];
            string[] lines = [graph.Journey.Name.GetValueOrDefault("en", graph.Journey.Id.Value), .. exits];
            var top = _top - Margin - lines.Length * LineHeight;
            for (var i = 0; i < lines.Length; i++)
                _heading.Add(Text(lines[i], _left, top + LineHeight * i + 12, "start", bold: i == 0));
            Cover(_left, top, _left + lines.Max(Columns) * CharacterWidth, top);
        }

        public override string ToString()
        {
            var (width, height) = (_right - _left + 2 * Margin, _bottom - _top + 2 * Margin);
            var picture = new XElement(Svg + "svg",
                new XAttribute("viewBox", string.Join(' ', new[] { _left - Margin, _top - Margin, width, height }.Select(Number))),
                At("width", width), At("height", height), new XAttribute("font-family", "system-ui, sans-serif"),
                new XAttribute("font-size", 12), new XAttribute("role", "img"),
                new XElement(Svg + "defs", new XElement(Svg + "marker", new XAttribute("id", "arrow"), new XAttribute("viewBox", "0 0 8 8"),
                    At("refX", 8), At("refY", 4), At("markerWidth", 8), At("markerHeight", 8), new XAttribute("orient", "auto"),
                    new XElement(Svg + "path", new XAttribute("d", "M0,0 L8,4 L0,8 z"), new XAttribute("fill", "#8a94a3")))),
                new XElement(Svg + "rect", At("x", _left - Margin), At("y", _top - Margin), At("width", width), At("height", height),
                    new XAttribute("fill", "#ffffff")),
                _heading, _ways, _nodes, _labels);
            return picture.ToString(SaveOptions.DisableFormatting) + "\n";
        }

        private static (string Fill, string Stroke) ColoursOf(GraphNodeKind kind) => kind switch
        {
            GraphNodeKind.Entry => ("#e6f4ea", "#2e7d4f"),
            GraphNodeKind.Send => ("#e3effd", "#2563a8"),
            GraphNodeKind.Wait => ("#fdf6e3", "#a37612"),
            GraphNodeKind.Choice => ("#f3ebfb", "#7345a6"),
            GraphNodeKind.End => ("#eef0f3", "#5a6472"),
            _ => ("#fbeaea", "#a33b3b"),
        };

        private static XElement Text(string text, double x, double y, string anchor, bool bold)
        {
            var element = new XElement(Svg + "text", At("x", x), At("y", y), new XAttribute("text-anchor", anchor), text);
            if (bold)
                element.Add(new XAttribute("font-weight", "600"));
            return element;
        }

        private static XAttribute At(string name, double value) => new(name, Number(value));

        private static string Number(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

        private void Cover(double left, double top, double right, double bottom)
        {
            (_left, _top) = (Math.Min(_left, left), Math.Min(_top, top));
            (_right, _bottom) = (Math.Max(_right, right), Math.Max(_bottom, bottom));
        }
    }
}
