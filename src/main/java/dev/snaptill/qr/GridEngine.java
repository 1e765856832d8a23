package dev.snaptill.qr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads codes whose finders other engines saw but could not make a code of: lays a bendable grid
 * over every likely three of them and decodes softly.
 */
final class GridEngine implements Engine {
  private static final int MOST_SIZES = 3;
  private static final double LEAST_FINDER = 0.35;
  private static final double LEAST_AGREEMENT = 0.3;

  private final SoftDecoder decoder = new SoftDecoder();

  private final String name;
  private final int most;

  GridEngine(String name, int most) {
    this.name = name;
    this.most = most;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void read(Grey grey, Finds finds) {
    List<Spot> spots = new ArrayList<>();
    for (Spot spot : finds.spots().all()) {
      double w = grey.width();
      spots.add(new Spot(spot.x() * w, spot.y() * grey.height(), spot.module() * w));
    }
    List<Triple> triples = Triple.among(spots);
    if (DEBUG) { System.out.println(" " + name + " spots " + spots.size() + " triples " + triples.size()); for (Spot s : spots) System.out.printf("    %.0f,%.0f m=%.1f%n", s.x(), s.y(), s.module()); }
    int tried = 0;
    for (Triple triple : triples) {
      if (tried < most && finds.spots().first(triple)) {
        tried++;
        read(grey, triple).ifPresent(finds::add);
      }
    }
  }

  private Optional<String> read(Grey grey, Triple t) {
    double guess = (t.corner().module() + t.right().module() + t.down().module()) / 3;
    Plane plane = Plane.of(grey, box(t, guess), guess);
    Frame[] finders = new Frame[3];
    double rightward = leg(plane, t.corner(), t.right());
    double downward = leg(plane, t.corner(), t.down());
    Spot[] spots = {t.corner(), t.right(), t.down()};
    double[] across = direction(t.corner(), t.right());
    double[] along = direction(t.corner(), t.down());
    for (int i = 0; i < 3; i++) {
      Spot s = spots[i];
      double a = FinderFit.module(plane, s.x(), s.y(), across[0], across[1], s.module());
      double b = FinderFit.module(plane, s.x(), s.y(), along[0], along[1], s.module());
      Frame rough =
          new Frame(s.x(), s.y(), across[0] * a, across[1] * a, along[0] * b, along[1] * b);
      FinderFit.Fitted fitted = FinderFit.fit(plane, rough);
      if (DEBUG) System.out.printf("  finder %d %.2f at %.0f,%.0f m=%.1f %s%n", i, fitted.agreement(), s.x(), s.y(), s.module(), fitted.frame());
      if (fitted.agreement() < LEAST_FINDER) {
        return Optional.empty();
      }
      finders[i] = fitted.frame();
    }
    double sides =
        7
            + (Math.hypot(finders[1].x() - finders[0].x(), finders[1].y() - finders[0].y())
                        / ((finders[0].moduleX() + finders[1].moduleX()) / 2)
                    + Math.hypot(finders[2].x() - finders[0].x(), finders[2].y() - finders[0].y())
                        / ((finders[0].moduleY() + finders[2].moduleY()) / 2))
                / 2;
    if (DEBUG) System.out.printf("  sides %.1f (legs %.1f %.1f)%n", sides, rightward, downward);
    return sizes(sides).stream()
        .map(number -> samples(plane, Symbol.of(number), finders))
        .filter(samples -> samples.agreement() >= LEAST_AGREEMENT)
        .sorted(Comparator.comparingDouble(samples -> -samples.agreement()))
        .flatMap(samples -> decoder.decode(samples).stream())
        .findFirst();
  }

  static final boolean DEBUG = Boolean.getBoolean("grid.debug");

  private static Samples samples(Plane plane, Symbol symbol, Frame[] finders) {
    Warp wp = Growth.warp(plane, symbol, finders);
    Samples s = wp.sample(plane, symbol);
    if (DEBUG && s.agreement() > 0.8) try {
      Grey g = plane.grey(); int k=4; var im = new java.awt.image.BufferedImage(g.width()*k, g.height()*k, 1); 
      for (int y=0;y<g.height()*k;y++) for(int x=0;x<g.width()*k;x++){int q=g.pixels()[y/k*g.width()+x/k]&255; im.setRGB(x,y,q*0x10101);}
      for (int r=0;r<symbol.side();r++) for(int c=0;c<symbol.side();c++){int x=(int)(k*(wp.x(c+.5,r+.5)-plane.left())),y=(int)(k*(wp.y(c+.5,r+.5)-plane.top())); for(int i=-2;i<3;i++)for(int j=-2;j<3;j++) if(x+i>=0&&y+j>=0&&x+i<im.getWidth()&&y+j<im.getHeight()) im.setRGB(x+i,y+j,s.at(c,r)>0?0xff0000:0x00c000);}
      javax.imageio.ImageIO.write(im,"png",new java.io.File("/tmp/hx/warp"+symbol.side()+".png"));
    } catch (Exception e) { System.out.println(e); }
    if (DEBUG) System.out.printf("  side %d agreement %.2f%n", symbol.side(), s.agreement());
    if (DEBUG && s.agreement() > 0.8) for (int r=0;r<symbol.side();r++){StringBuilder b=new StringBuilder();for(int c=0;c<symbol.side();c++){float f=s.at(c,r);b.append(f>0.3?"##":f>0?"++":f>-0.3?"--":"  ");}System.out.println("    |"+b+"|");}
    return s;
  }

  /** Versions, the nearest size first. */
  private static List<Integer> sizes(double side) {
    List<Integer> versions = new ArrayList<>();
    for (int version = 1; version <= 40; version++) {
      versions.add(version);
    }
    versions.sort(Comparator.comparingDouble(version -> Math.abs(17 + 4 * version - side)));
    return versions.subList(0, MOST_SIZES);
  }

  private static double leg(Plane plane, Spot from, Spot to) {
    double[] d = direction(from, to);
    double here = FinderFit.module(plane, from.x(), from.y(), d[0], d[1], from.module());
    double there = FinderFit.module(plane, to.x(), to.y(), d[0], d[1], to.module());
    return 7 + Math.hypot(to.x() - from.x(), to.y() - from.y()) * 2 / (here + there);
  }

  private static double[] direction(Spot from, Spot to) {
    double dx = to.x() - from.x();
    double dy = to.y() - from.y();
    double length = Math.hypot(dx, dy);
    return new double[] {dx / length, dy / length};
  }

  private static double[] box(Triple t, double module) {
    double fx = t.right().x() + t.down().x() - t.corner().x();
    double fy = t.right().y() + t.down().y() - t.corner().y();
    double[] xs = {t.corner().x(), t.right().x(), t.down().x(), fx};
    double[] ys = {t.corner().y(), t.right().y(), t.down().y(), fy};
    double left = min(xs);
    double top = min(ys);
    double right = -min(new double[] {-xs[0], -xs[1], -xs[2], -xs[3]});
    double bottom = -min(new double[] {-ys[0], -ys[1], -ys[2], -ys[3]});
    double edge = 8 * module + 0.15 * Math.max(right - left, bottom - top);
    return new double[] {left - edge, top - edge, right + edge, bottom + edge};
  }

  private static double min(double[] of) {
    double least = of[0];
    for (double value : of) {
      least = Math.min(least, value);
    }
    return least;
  }
}
