package dev.snaptill.qr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the symbol that has its finders at given places: what size it is, how it is bent, what it says. */
final class GridReader {
  private static final double LOOSE = 0.1;
  private static final double STIFF = 0.6;
  private static final double LEAST_AGREEMENT = 0.3;

  /** Above this there is a symbol for sure, and it is worth more time. */
  private static final double SURE = 0.75;

  private final SoftDecoder decoder = new SoftDecoder();

  /**
   * @param sizes how many versions around the likeliest are tried
   */
  Optional<String> read(Plane plane, Corners finders, int sizes) {
    List<Samples> seen = new ArrayList<>();
    for (int version : versions(finders.side(), sizes)) {
      sample(plane, Symbol.of(version), finders, LOOSE).ifPresent(seen::add);
    }
    seen.sort(Comparator.comparingDouble(samples -> -samples.agreement()));
    for (Samples samples : seen) {
      Optional<String> text = decoder.decode(samples);
      if (text.isPresent()) {
        return text;
      }
    }
    if (seen.isEmpty() || seen.get(0).agreement() < SURE) {
      return Optional.empty();
    }
    return sample(plane, seen.get(0).symbol(), finders, STIFF).flatMap(decoder::decode);
  }

  private static Optional<Samples> sample(
      Plane plane, Symbol symbol, Corners finders, double stiffness) {
    return Growth.warp(plane, symbol, finders, stiffness)
        .map(warp -> { Samples s = warp.sample(plane, symbol); debug(plane, symbol, warp, s); return s; })
        .filter(samples -> samples.agreement() >= LEAST_AGREEMENT);
  }

  static final boolean DEBUG = Boolean.getBoolean("grid.debug");

  static void debug(Plane plane, Symbol symbol, Warp wp, Samples s) {
    if (!DEBUG) return;
    System.out.printf("  side %d agreement %.2f%n", symbol.side(), s.agreement());
    if (Boolean.getBoolean("grid.draw") && s.agreement() > 0.8) try {
      Grey g = plane.grey(); int k=4; var im = new java.awt.image.BufferedImage(g.width()*k, g.height()*k, 1); 
      for (int y=0;y<g.height()*k;y++) for(int x=0;x<g.width()*k;x++){int q=g.pixels()[y/k*g.width()+x/k]&255; im.setRGB(x,y,q*0x10101);}
      for (int r=0;r<symbol.side();r++) for(int c=0;c<symbol.side();c++){int x=(int)(k*(wp.x(c+.5,r+.5)-plane.left())),y=(int)(k*(wp.y(c+.5,r+.5)-plane.top())); for(int i=-2;i<3;i++)for(int j=-2;j<3;j++) if(x+i>=0&&y+j>=0&&x+i<im.getWidth()&&y+j<im.getHeight()) im.setRGB(x+i,y+j,s.at(c,r)>0?0xff0000:0x00c000);}
      javax.imageio.ImageIO.write(im,"png",new java.io.File("/tmp/hx/warp"+symbol.side()+".png"));
    } catch (Exception e) { System.out.println(e); }
  }

  /** The nearest size first. */
  private static List<Integer> versions(double side, int count) {
    List<Integer> versions = new ArrayList<>();
    for (int version = 1; version <= 40; version++) {
      versions.add(version);
    }
    versions.sort(Comparator.comparingDouble(version -> Math.abs(17 + 4 * version - side)));
    return versions.subList(0, count);
  }
}
